CREATE TABLE a AS SELECT device_id, coalesce(sensor_type, 'none') AS st, value AS v, kind.site FROM temperature JOIN stations AS kind ON device_id = kind.id;
CREATE TABLE final.b COMMENT 'Used by day' PARTITIONED BY (day) AS SELECT max(kwh) AS peak, avg(kwh) AS mean, count(*) AS c, day FROM TUMBLE(TABLE meters, DESCRIPTOR(read_at), INTERVAL '1' DAY) GROUP BY window_start, day;
