CREATE ALERT overheating TO city_alerts SEVERITY 'high' KEY (device_id) FOR INTERVAL '1' MINUTE UNTIL value < 43
  AS SELECT device_id, value, event_time FROM temperature WHERE value > 45;
CREATE VIEW busy AS
SELECT window_start, window_time, device_id, count(*) AS c
FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '1' MINUTE) GROUP BY window_start, window_end, window_time, device_id;
CREATE ALERT crowded TO city_alerts KEY (device_id) COMMENT 'More than usual' AS SELECT *, 'crowd' AS kind FROM busy WHERE c > 100;
CREATE ALERT hot_minute TO city_alerts KEY (device_id) AS
SELECT device_id, max(value) AS high FROM TUMBLE(TABLE temperature, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
GROUP BY window_start, window_end, device_id HAVING max(value) > 40;
