"""How Alembic reaches the database: `attributes["url"]` for a live one; offline (`--sql`) it writes the DDL of `url`'s dialect."""

from alembic import context
from sqlalchemy import create_engine, event

url = str(context.config.attributes.get("url") or context.config.get_main_option("sqlalchemy.url"))

if context.is_offline_mode():
    context.configure(url=url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(url)
    # Python's driver would commit each CREATE by itself, and a kill would leave half a schema that no start gets past.
    event.listen(engine, "connect", lambda connection, _record: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as connection:
        context.configure(connection=connection, render_as_batch=True, transactional_ddl=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()
