"""Looking for words in every column of every table, by SQL alone."""

from django.db import connection

COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
 WHERE table_schema = current_schema() AND table_name IN
       (SELECT table_name FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE')
 ORDER BY table_name, ordinal_position
"""


def everywhere(words) -> set[str]:
    """The columns, as ``table.column``, that hold one of ``words`` in whatever they store."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return {
            f"{table}.{column}"
            for table, column, kind in cursor.fetchall()
            if _holds(cursor, table, column, kind, words)
        }


def _holds(cursor, table, column, kind, words) -> bool:
    text = f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
    patterns = [f"%{word}%" for word in words]
    cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" WHERE {text} ILIKE ANY (%s))', [patterns])
    return cursor.fetchone()[0]
