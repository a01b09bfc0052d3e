-- What the city's devices send, under every spelling that is known of their producers.

CREATE STREAM temperature (
  device_id   VARCHAR   FROM ('device_id', 'deviceId', 'deviceID') NOT NULL,
  sensor_type VARCHAR   FROM ('sensor_type', 'sensorType'),
  value       DOUBLE    UNIT 'Celsius' NOT NULL CHECK (value BETWEEN -90 AND 60),
  unit        VARCHAR,
  event_time  TIMESTAMP FROM 'timestamp' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) COMMENT 'Indoor temperature sensors' WITH (stream = 'temp_stream', format = 'json', idle = '30 s');

CREATE STREAM humidity (
  device_id   VARCHAR   FROM ('device_id', 'deviceId', 'deviceID') NOT NULL,
  sensor_type VARCHAR   FROM ('sensor_type', 'sensorType'),
  value       DOUBLE    UNIT 'Percent' NOT NULL CHECK (value BETWEEN 0 AND 100),
  unit        VARCHAR,
  event_time  TIMESTAMP FROM 'timestamp' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) COMMENT 'Indoor humidity sensors' WITH (
  stream = 'humidity_stream',
  format = 'json',
  idle = '30 s'
);

CREATE STREAM energy (
  device_id   VARCHAR   FROM ('device_id', 'deviceId', 'deviceID') NOT NULL,
  sensor_type VARCHAR   FROM ('sensor_type', 'sensorType'),
  value       DOUBLE    UNIT 'kWh' NOT NULL CHECK (value BETWEEN 0 AND 1000),
  unit        VARCHAR,
  event_time  TIMESTAMP FROM 'timestamp' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) COMMENT 'Energy meters' WITH (stream = 'energy_stream', format = 'json', idle = '30 s');

CREATE STREAM vehicles (
  id         VARCHAR,
  device_id  VARCHAR   FROM ('deviceId', 'deviceID', 'device_id') NOT NULL,
  location   POINT     NOT NULL,
  speed      DOUBLE    UNIT 'km/h' CHECK (speed BETWEEN 0 AND 300),
  length     DOUBLE    UNIT 'km',
  elevation  DOUBLE    UNIT 'm',
  make       VARCHAR,
  model      VARCHAR,
  year       INT,
  fuel_type  VARCHAR   FROM ('fuelType', 'fuel_type'),
  event_time TIMESTAMP FROM 'timestamp' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) COMMENT 'Cars, by GPS' WITH (stream = 'vehicle_data', format = 'json', idle = '30 s');

CREATE STREAM failures_reported (
  id           VARCHAR,
  device_id    VARCHAR   FROM ('deviceId', 'deviceID', 'device_id') NOT NULL,
  incident_id  VARCHAR   FROM ('incidentId', 'incident_id'),
  type         VARCHAR,
  location     POINT,
  description  VARCHAR,
  num_failures INT       CHECK (num_failures >= 0),
  event_time   TIMESTAMP FROM 'timestamp' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '2' MINUTE
) COMMENT 'Failures that cars report' WITH (
  stream = 'failures_data',
  format = 'json',
  idle = '30 s'
);

CREATE STREAM weather (
  id          VARCHAR,
  temperature DOUBLE    UNIT 'Celsius' CHECK (temperature BETWEEN -90 AND 60),
  condition   VARCHAR   FROM ('weatherCondition', 'weather_condition'),
  wind_speed  DOUBLE    FROM ('windSpeed', 'wind_speed') UNIT 'km/h' CHECK (wind_speed BETWEEN 0 AND 300),
  humidity    DOUBLE    UNIT 'Percent' CHECK (humidity BETWEEN 0 AND 100),
  air_quality INT       FROM ('airQualityIndex', 'air_quality_index') CHECK (air_quality BETWEEN 0 AND 500),
  event_time  TIMESTAMP FROM 'timestamp' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '2' MINUTE
) COMMENT 'Weather stations' WITH (stream = 'weather_data', format = 'json', idle = '90 s');

CREATE STREAM phones (
  id         VARCHAR,
  device_id  VARCHAR   FROM ('deviceId', 'deviceID', 'device_id') NOT NULL COMMENT 'A pseudonym that changes daily',
  platform   VARCHAR,
  location   POINT     NOT NULL,
  speed      DOUBLE    UNIT 'km/h',
  battery    INT       UNIT 'Percent',
  event_time TIMESTAMP FROM 'timestamp' NOT NULL,
  WATERMARK FOR event_time AS event_time - INTERVAL '10' SECOND
) COMMENT 'Phones of people on their way' WITH (
  stream = 'phone_data',
  format = 'json',
  idle = '30 s'
);

-- Each car's row with the zone of the city it drives in; no zone outside the city.
CREATE VIEW vehicles_in_zones AS
SELECT v.device_id, v.speed, v.fuel_type, v.event_time, z.zone
FROM vehicles AS v
LEFT JOIN zones AS z ON cell(v.location, 5) = z.cell;
