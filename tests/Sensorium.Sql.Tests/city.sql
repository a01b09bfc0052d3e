-- The streams that every case may read.
CREATE STREAM temperature (
  device_id   VARCHAR FROM ('device_id', 'deviceId', 'deviceID') NOT NULL,
  sensor_type VARCHAR FROM ('sensor_type', 'sensorType'),
  value       DOUBLE UNIT 'Celsius' CHECK (value BETWEEN -90 AND 60) COMMENT 'At two metres',
  n           INT,
  count_big   BIGINT,
  flag        BOOLEAN,
  location    POINT,
  event_time  TIMESTAMP FROM 'timestamp',
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) WITH (stream = 'temp_stream', format = 'json', idle = '30 s');

CREATE STREAM meters (
  id     VARCHAR,
  kwh    DOUBLE UNIT 'kWh' NOT NULL,
  day    DATE,
  read_at TIMESTAMP(3) FROM 'ts' EPOCH 'milliseconds',
  WATERMARK FOR read_at AS read_at
) COMMENT 'Half-hourly readings' WITH (format = 'csv', header = 'false', delimiter = ';', nulls = 'NA', idle = 'none', ahead = '1 h');

CREATE STREAM untimed (name VARCHAR, noted TIMESTAMP ZONE 'Europe/Stockholm');
