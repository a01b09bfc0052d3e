CREATE TABLE failures COMMENT 'Failures of cars, one of a kind for a car in five minutes' PARTITIONED BY (day) AS
SELECT
  event_time,
  CAST(event_time AS DATE) AS day,
  device_id,
  incident_id,
  type,
  description,
  num_failures,
  latitude(location) AS latitude,
  longitude(location) AS longitude
FROM DEDUP(TABLE failures_reported, DESCRIPTOR(device_id, type), INTERVAL '5' MINUTE);
