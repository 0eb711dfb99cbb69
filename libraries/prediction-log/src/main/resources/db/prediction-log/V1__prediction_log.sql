-- One row an answered request. For H2 and PostgreSQL alike. No index but that of the order: each would have to be
-- written at every commit, and ids are unlike each other as they are made.
create table prediction_log (
    sequence bigint primary key,
    id uuid not null,
    client_request_id varchar(128),
    logged_at timestamp(3) with time zone not null,
    role varchar(10) not null,
    model varchar(1000) not null,
    model_version varchar(100) not null,
    features varchar(1000) not null,
    features_version varchar(100) not null,
    row_count integer not null,
    latency_nanos bigint not null,
    inputs text not null,
    outputs text not null,
    json_length integer not null
);

-- Whoever writes locks this row until the commit, so that sequences become visible in their order and without gaps:
-- a reader that has seen one has seen all before it, with any number of services on the database. The log's id, made
-- once, tells a reader that these are not the sequences of another log.
create table prediction_log_position (
    id integer primary key,
    last_sequence bigint not null,
    log_id uuid
);

insert into prediction_log_position (id, last_sequence) values (1, 0);
