CREATE TABLE a AS SELECT device_id FORM temperature;
CREATE TABEL b AS SELECT 1 AS x FROM temperature;
CREATE TABLE c AS SELECT device_id, FROM temperature;
CREATE TABLE d AS SELECT device_id FROM temperature WERE value > 1;
CREATE TABLE e AS SELECT count(* FROM temperature
CREATE TABLE f AS SELECT value FROM temperature WHERE (value > 1;
SELECT * FROM temperature;
INSERT INTO t VALUES (1);
CREATE OR REPLACE VIEW g AS SELECT 1 AS x FROM temperature;
CREATE TABLE h (a INT);
CREATE TABLE i AS SELECT value FROM temperature ORDER BY value;
CREATE TABLE j AS SELECT value AS select FROM temperature;
CREATE STREAM k (a TIMESTMP);
CREATE STREAM l (a DECIMAL(10, 2), b INT);
CREATE STREAM m (a INT NOT NUL);
CREATE TABLE n AS SELECT event_time + INTERVAL '1' MONTH AS x FROM temperature;
CREATE TABLE o AS SELECT event_time + INTERVAL 'soon' HOUR AS x FROM temperature;
CREATE TABLE p AS SELECT value FROM temperature WHERE sensor_type = "air";
CREATE TABLE q AS SELECT 'it''s open FROM temperature;
