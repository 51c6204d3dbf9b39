"""On PostgreSQL, background jobs are Procrastinate's"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    from procrastinate.schema import SchemaManager

    # By the driver itself: its text holds percent signs that are no parameters.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
