-- Many predictions per row, in a binary format. Each commit writes a block, at most a few per second and model, so that an
-- index by time costs little: records expire by it, and are found by it.
create table prediction_log_block (
    last_sequence bigint primary key,
    record_count integer not null,
    first_id uuid not null,
    first_time timestamp(3) with time zone not null,
    last_time timestamp(3) with time zone not null,
    role varchar(10) not null,
    model varchar(1000) not null,
    model_version varchar(100) not null,
    features varchar(1000) not null,
    features_version varchar(100) not null,
    records ${binary} not null
);

create index prediction_log_block_time on prediction_log_block (first_time, last_sequence);

-- Of the rows that are there, which expire by it too. No row is added to that table any more.
create index prediction_log_time on prediction_log (logged_at);
