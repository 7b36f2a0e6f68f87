-- +goose Up

-- A famous game that is relayed move by move while few games are played. Its
-- players are names in the tags of its source, and have no rows of their own.
-- Older servers leave such games alone, and know nothing of these columns.
alter table games drop constraint games_check4;
alter table games
	add column exhibit  bigint check (exhibit >= 1), -- its number among all; null: no exhibit
	add column relay_at timestamptz -- when its next move is due; when it ended, once it is over
		constraint games_seated check (status <> 'playing' or relay_at is not null or (white_id is not null and black_id is not null));

-- Of servers that begin an exhibit at the same time one does.
create unique index games_exhibits on games (exhibit) where exhibit is not null;

-- What is shown, what is due, and what can go.
create index games_relays on games (status, relay_at) where relay_at is not null;

-- A game can only go when no other has it for its rematch.
create index games_rematches on games (next_id) where next_id is not null;

-- +goose Down
drop index games_rematches;
delete from games where exhibit is not null;
alter table games drop column exhibit, drop column relay_at;
alter table games add constraint games_check4 check (status <> 'playing' or (white_id is not null and black_id is not null));
