-- +goose Up

-- A player is whoever plays: today a guest, known by the hash of the token in
-- its cookie. The token itself is never stored.
create table players (
	id         text primary key check (id ~ '^[0-9A-Za-z]{12}$'),
	name       text not null check (char_length(name) between 1 and 40),
	token_hash bytea not null unique check (octet_length(token_hash) = 32),
	created_at timestamptz not null default now()
);

-- A game as it stands. Everything here follows from its events; it is kept so
-- that a move needs one row, not a replay.
create table games (
	id          text primary key check (id ~ '^[0-9A-Za-z]{8}$'),
	version     bigint not null check (version >= 1),
	status      text not null check (status in ('open', 'playing', 'over')),
	result      text not null check (result in ('*', '1-0', '0-1', '1/2-1/2')),
	reason      text not null,
	white_id    text references players,
	black_id    text references players check (black_id <> white_id),
	start_fen   text not null,
	fen         text not null,
	ply         int not null check (ply >= 0),
	moved_at    bigint not null check (moved_at >= 0 and moved_at <= version), -- version of the last change of position; 0: none
	repetitions bytea not null check (octet_length(repetitions) % 8 = 0), -- keys of the positions that can still repeat, 8 bytes each
	created_at  timestamptz not null,
	updated_at  timestamptz not null,
	check ((status = 'over') = (reason <> '')),
	check (status = 'over' or result = '*'),
	check (status <> 'playing' or (white_id is not null and black_id is not null))
);

-- The log: what happened, in order, for ever. One game's versions have no holes.
create table events (
	game_id text not null references games on delete cascade,
	version bigint not null check (version >= 1),
	at      timestamptz not null,
	kind    text not null,
	color   text not null check (color in ('', 'white', 'black')), -- who did it; '': the server
	seen    bigint not null default 0 check (seen >= 0 and seen < version), -- the version the player acted on; 0: not told
	ply     int not null check (ply >= 0),
	uci     text not null default '',
	san     text not null default '',
	fen     text not null,
	checked boolean not null, -- the side to move is in check
	status  text not null,
	result  text not null,
	reason  text not null,
	primary key (game_id, version),
	check ((kind = 'move') = (uci <> ''))
);

-- +goose Down
drop table events;
drop table games;
drop table players;
