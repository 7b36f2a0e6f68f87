-- +goose Up

-- A heartbeat is by the time of games, which no clock steps. How long it is ago, a
-- server that starts learns from the database's clock. Older servers leave these
-- as they are: noted counts only while noted_at is at.
alter table alive
	add column noted    timestamptz,  -- the database's clock when at was written
	add column noted_at timestamptz;  -- that at

-- Times in which no server was there, which running clocks get back.
create table outages (
	since    timestamptz primary key,
	until    timestamptz not null check (until > since),
	given    boolean not null default false -- to all games that are owed it
);
create index outages_owed on outages (since) where not given;

-- +goose Down
drop table outages;
alter table alive drop column noted, drop column noted_at;
