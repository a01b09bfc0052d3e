CREATE VIEW clean AS SELECT * FROM temperature WHERE value BETWEEN -40 AND 45;

CREATE TABLE temperature_by_minute PARTITIONED BY (day) AS
SELECT window_start, CAST(window_start AS DATE) AS day, device_id,
       count(*) AS readings, avg(value) AS mean, min(value) AS low, max(value) AS high
FROM TUMBLE(TABLE clean, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, device_id;
