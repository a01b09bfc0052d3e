CREATE STREAM vehicles (
  id VARCHAR NOT NULL, place POINT FROM ('location', 'pos.gps'), speed DOUBLE PRECISION CHECK (speed >= 0 OR id = 'x'),
  seen TIMESTAMP_LTZ(3) EPOCH 'seconds', noted TIMESTAMP(6) WITHOUT TIME ZONE ZONE 'UTC', since TIMESTAMP WITH LOCAL TIME ZONE, "order" STRING, `day` DATE,
  WATERMARK FOR since AS since - INTERVAL '2' MINUTE
) COMMENT 'It''s a car' WITH (zone = 'Europe/Copenhagen', 'ahead' = '10 min');
CREATE TABLE t AS SELECT "order", day FROM vehicles;
