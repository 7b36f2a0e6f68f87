-- +goose Up

-- The computers are players whom no token belongs to: a hash of 32 bytes of
-- which 31 are zero is not one that anybody can find a token for.
insert into players (id, name, token_hash)
select 'KibitzLevel' || level, 'Computer level ' || level, decode(repeat('00', 31) || '0' || level, 'hex')
from generate_series(1, 8) level;

-- The sweep for games in which a computer is to move, or to answer an offer.
create index games_computer_turns on games (updated_at)
where status <> 'open' and next_id is null and (
	(white_id like 'KibitzLevel_' and (offering -> 'open' ->> 'by' = 'black' or (status = 'playing' and fen like '% w %')))
	or (black_id like 'KibitzLevel_' and (offering -> 'open' ->> 'by' = 'white' or (status = 'playing' and fen like '% b %'))));

-- +goose Down
drop index if exists games_computer_turns;
delete from players where id like 'KibitzLevel_'; -- fails while they have games
