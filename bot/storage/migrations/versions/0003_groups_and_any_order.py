"""Chats in groups, and updates that come in any order"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("chats", sa.Column("reach_at", sa.BigInteger(), nullable=True))
    op.add_column("chats", sa.Column("group_id", sa.String(), nullable=True))
    op.add_column("signals", sa.Column("external_id", sa.String(), nullable=True))
