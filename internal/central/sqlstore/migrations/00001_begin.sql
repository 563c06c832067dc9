-- The words of this file are understood by SQLite and by PostgreSQL. Times are microseconds since 1970,
-- UTC; 0 is never. Hashes and payloads are bytes.

-- +goose Up
create table nodes (
    office      text     not null,
    node        text     not null,
    token       bytea    not null, -- SHA-256 of the node's secret
    name        text     not null, -- of the office, for people
    program     text     not null, -- version the node runs
    incarnation text     not null, -- of the last hello
    enrolled    bigint   not null,
    contact     bigint   not null,
    revoked     bigint   not null,
    primary key (office, node)
);

create table codes (
    office  text   not null,
    hash    bytea  not null, -- SHA-256 of the code
    node    text   not null, -- the only node that may use it; '' for any new one
    made    bigint not null,
    expires bigint not null,
    used    bigint not null,
    token   bytea  not null, -- of the node that used it: the same node may ask again
    primary key (office, hash)
);

create table cursors (
    office      text   not null,
    node        text   not null,
    incarnation text   not null,
    seq         bigint not null,
    hash        bytea  not null,
    said        bigint not null, -- last event the node says it has
    began       bigint not null,
    moved       bigint not null,
    primary key (office, node, incarnation)
);

create table events (
    office      text     not null,
    node        text     not null,
    incarnation text     not null,
    seq         bigint   not null,
    copy        smallint not null, -- 0; more only where duplicates are allowed, which a test does
    prev        bytea    not null,
    hash        bytea    not null,
    kind        bytea    not null, -- bytes, like actor: a later program's events are kept whatever they hold
    version     smallint not null,
    at          bigint   not null,
    mono        bigint   not null,
    doubt       smallint not null,
    actor       bytea    not null,
    payload     bytea    not null,
    primary key (office, node, incarnation, seq, copy)
);

create table forks (
    office      text   not null,
    node        text   not null,
    incarnation text   not null,
    seq         bigint not null,
    hash        bytea  not null, -- what the node has there
    record      bytea  not null, -- its event in canonical bytes; empty when only the hash is known
    seen        bigint not null,
    settled     bigint not null, -- when somebody said that it is dealt with
    primary key (office, node, incarnation, seq, hash)
);

-- live and tickets are made from events and may be deleted: they are made again at the next start.
create table live (
    office      text     not null,
    node        text     not null,
    incarnation text     not null,
    rules       smallint not null, -- version of the program's rules that made this row
    day         text     not null,
    issued      bigint   not null,
    waiting     bigint   not null,
    called      bigint   not null,
    serving     bigint   not null,
    aside       bigint   not null,
    done        bigint   not null,
    primary key (office, node, incarnation)
);

create table tickets (
    office      text   not null,
    node        text   not null,
    incarnation text   not null,
    ticket      bigint not null,
    state       text   not null,
    primary key (office, node, incarnation, ticket)
);

-- +goose Down
drop table tickets;
drop table live;
drop table forks;
drop table events;
drop table cursors;
drop table codes;
drop table nodes;
