CREATE STREAM b (a INT) WITH (stream = 'b_stream');
CREATE STREAM c (a INT) WITH (stream = 'b__rejected');
CREATE TABLE raw.b_stream AS SELECT a FROM b;
CREATE TABLE RAW.Temp_Stream AS SELECT device_id FROM temperature;
CREATE TABLE raw.b_copies AS SELECT a FROM b;
CREATE TABLE processed.b_stream AS SELECT a FROM b;
