"""What is due is found by index, however much waits for later"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_timers_due", "timers")
    for name, column, where in (
        ("ix_timers_free", "due", sa.text("owner IS NULL")),
        ("ix_timers_held", "lease_until", sa.text("owner IS NOT NULL")),
    ):
        op.create_index(name, "timers", ["bot_id", column], sqlite_where=where, postgresql_where=where)
    new = sa.text("state = 'new'")
    op.create_index("ix_outbox_due", "outbox", ["due"], sqlite_where=new, postgresql_where=new)
