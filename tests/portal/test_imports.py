from importlinter import cli


def test_apps_and_files_import_in_one_direction_only():
    assert cli.lint_imports(no_cache=True) == cli.EXIT_STATUS_SUCCESS
