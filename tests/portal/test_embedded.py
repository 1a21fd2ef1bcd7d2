import psycopg

from forum_portal.embedded import Postgres


def test_a_database_can_lie_deep_in_the_folders_and_knows_german_letters(tmp_path):
    folder = tmp_path / ("a-data-folder-with-a-very-long-name" * 4) / "postgres"
    postgres = Postgres(folder, durable=False)
    postgres.start()
    try:
        with psycopg.connect(postgres.url) as connection:
            assert connection.execute("SELECT lower('ÄÖÜ')").fetchone() == ("äöü",)
    finally:
        postgres.stop()


def test_a_cluster_keeps_its_data_from_start_to_start(tmp_path):
    for statement in ("CREATE TABLE kept (id int)", "DROP TABLE kept"):
        postgres = Postgres(tmp_path / "postgres", durable=False)
        postgres.start()
        try:
            with psycopg.connect(postgres.url) as connection:
                connection.execute(statement)
        finally:
            postgres.stop()
