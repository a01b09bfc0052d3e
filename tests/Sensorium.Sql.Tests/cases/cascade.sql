-- A window over a window takes window_time; what the outer one does not need is not computed.
CREATE VIEW by_minute AS
SELECT window_start, window_time, device_id, avg(value) AS mean, count(*) AS c
FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, window_time, device_id;

CREATE TABLE by_hour AS
SELECT window_start, max(mean) AS highest
FROM TUMBLE(TABLE by_minute, DESCRIPTOR(window_time), INTERVAL '1' HOUR)
GROUP BY window_start, window_end;
