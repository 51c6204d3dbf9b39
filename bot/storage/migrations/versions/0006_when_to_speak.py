"""When to speak: put-off turns, silences, the person's pace, and what the persona may write about first"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = {
    "timers": (sa.Column("deferred", sa.String(), nullable=True),),
    "turns": (sa.Column("action", sa.String(), nullable=False, server_default="reply"),),
    "relationships": (
        sa.Column("silences", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("silences_on", sa.String(), nullable=True),
        sa.Column("questions_left", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("person_gap_ms", sa.BigInteger(), nullable=True),
        sa.Column("burst_gap_ms", sa.BigInteger(), nullable=True),
        sa.Column("proactive_level", sa.String(), nullable=False, server_default="normal"),
        sa.Column("quiet_until", sa.BigInteger(), nullable=True),
        sa.Column("crisis_at", sa.BigInteger(), nullable=True),
        sa.Column("unanswered", sa.Integer(), nullable=False, server_default="0"),
    ),
}


def _belongs_to(name: str, table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=nullable)


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    op.create_table(
        "intents",
        sa.Column("id", sa.Integer(), primary_key=True),
        _belongs_to("person_id", "persons"),
        _belongs_to("bot_id", "bots"),
        _belongs_to("chat_id", "chats"),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("event_at", sa.BigInteger(), nullable=True),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("certainty", sa.Float(), nullable=False),
        _belongs_to("source_id", "messages", nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("turn_id", sa.Integer(), nullable=True),
        sa.UniqueConstraint("key"),
        sqlite_autoincrement=True,
    )
    for column in ("person_id", "bot_id", "chat_id", "source_id"):
        op.create_index(f"ix_intents_{column}", "intents", [column])
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_intents_waiting", "intents", ["chat_id", "due"], sqlite_where=waiting, postgresql_where=waiting
    )
