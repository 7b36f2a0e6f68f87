-- +goose Up

-- Clocks and offers are read and written whole, with their game or event, and
-- never asked for: JSON. What is asked for is the deadline.
alter table games
	add column clock    jsonb,                -- null: a game without a clock
	add column offering jsonb not null default '{}',
	add column next_id  text references games,  -- the rematch
	add column deadline timestamptz;          -- when the game ends if nothing happens until then; null: never

alter table events
	add column clock   jsonb,
	add column offer   jsonb,
	add column next_id text;

-- The sweep for fallen flags and games that nobody joined.
create index games_due on games (deadline) where deadline is not null;

-- Games that were open before there were deadlines get theirs.
update games set deadline = created_at + interval '24 hours' where status = 'open';

-- +goose Down
alter table events drop column clock, drop column offer, drop column next_id;
alter table games drop column clock, drop column offering, drop column next_id, drop column deadline;
