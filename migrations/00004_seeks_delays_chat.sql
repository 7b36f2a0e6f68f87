-- +goose Up

alter table games
	add column delay_s int not null default 0 check (delay_s between 0 and 900), -- by which spectators see the game
	add column seek    boolean not null default false, -- open to anyone in the lobby, while its creator is there
	add column sign_at timestamptz; -- last sign of life of a seek's creator

alter table events add column chat jsonb;

-- The lobby.
create index games_seeks on games (created_at) where status = 'open' and seek;

-- The newest messages of a game.
create index events_chat on events (game_id, version desc) where kind = 'chat';

-- +goose Down
drop index events_chat;
alter table events drop column chat;
alter table games drop column delay_s, drop column seek, drop column sign_at;
