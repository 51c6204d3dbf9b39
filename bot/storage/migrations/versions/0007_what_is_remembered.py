"""Memory: what facts are about, vectors of messages, summaries, what was used, and what is to be forgotten"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_COLUMNS = {
    "facts": (
        sa.Column("happens_on", sa.String(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("muted", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("closed_by", sa.Integer(), nullable=True),
    ),
    "persons": (sa.Column("talk_version", sa.Integer(), nullable=False, server_default="0"),),
    "relationships": (sa.Column("extracted_to", sa.Integer(), nullable=False, server_default="0"),),
}


def _belongs_to(name: str, table: str, *, primary_key: bool = False) -> sa.Column[int]:
    target = sa.ForeignKey(f"{table}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer(), target, primary_key=primary_key, nullable=False)


def _indexed(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.add_column(table, column)
    op.drop_table("windows")  # nothing was ever written to these two: windows are made when they are looked for
    op.drop_table("vectors")
    _uses_and_wishes()
    _vectors_and_summaries()


def _uses_and_wishes() -> None:
    op.create_table(
        "fact_uses",
        sa.Column("id", sa.Integer(), primary_key=True),
        _belongs_to("person_id", "persons"),
        _belongs_to("fact_id", "facts"),
        sa.Column("turn_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    _indexed("fact_uses", "person_id", "fact_id")
    op.create_table(
        "forget_requests",
        _belongs_to("chat_id", "chats", primary_key=True),
        _belongs_to("person_id", "persons"),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("message_ids", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
    )
    _indexed("forget_requests", "person_id")


def _vectors_and_summaries() -> None:
    op.create_table(
        "message_vectors",
        _belongs_to("message_id", "messages", primary_key=True),
        sa.Column("embedder", sa.String(), primary_key=True),
        _belongs_to("person_id", "persons"),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
    )
    _indexed("message_vectors", "person_id")
    op.create_table(
        "summaries",
        sa.Column("id", sa.Integer(), primary_key=True),
        _belongs_to("person_id", "persons"),
        _belongs_to("bot_id", "bots"),
        _belongs_to("chat_id", "chats"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_message_id", sa.Integer(), nullable=False),
        sa.Column("last_message_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sqlite_autoincrement=True,
    )
    _indexed("summaries", "person_id", "bot_id", "chat_id")
    op.create_table(
        "turn_summaries",
        _belongs_to("turn_id", "turns", primary_key=True),
        sa.Column("first_message_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last_message_id", sa.Integer(), primary_key=True, autoincrement=False),
    )
