TEST 'traffic by cell and minute, wherever a producer puts the location';
GIVEN vehicles JSON '
{"deviceId": "car_1", "location": {"latitude": 57.7, "longitude": 11.97}, "speed": 30, "timestamp": "2026-05-04T12:00:00Z"}
{"deviceId": "car_2", "location": [57.7, 11.97], "speed": 50, "timestamp": "2026-05-04T12:00:10Z"}
{"deviceId": "car_3", "location": "(57.7, 11.97)", "timestamp": "2026-05-04T12:00:20Z"}
{"deviceId": "car_4", "location": {"latitude": 157.7, "longitude": 11.97}, "timestamp": "2026-05-04T12:00:30Z"}
';
EXPECT vehicles_by_cell (window_start, cell, fixes, mean_speed, latitude, longitude) VALUES
  ('2026-05-04 12:00:00', 'u6280r', 3, 40.0, 57.7, 11.97) WITHIN 1e-9;
EXPECT vehicles_by_cell__rejected (reason) VALUES ('location lies outside latitude ±90, longitude ±180');

TEST 'the speed in a zone over five minutes, every minute';
GIVEN vehicles (device_id, location, speed, event_time) VALUES
  ('car_1', '57.6676, 12.01', 0.5, '2026-05-04 12:00:30'),
  ('car_1', '57.6676, 12.01', 60.5, '2026-05-04 12:01:30'),
  ('car_2', '60, 11', 80, '2026-05-04 12:01:40');
EXPECT vehicle_speed_by_minute (window_start, window_end, zone, fixes, mean_speed, top_speed, standing) VALUES
  ('2026-05-04 11:56:00', '2026-05-04 12:01:00', 'Örgryte', 1, 0.5, 0.5, 1),
  ('2026-05-04 11:57:00', '2026-05-04 12:02:00', 'Örgryte', 2, 30.5, 60.5, 1),
  ('2026-05-04 11:58:00', '2026-05-04 12:03:00', 'Örgryte', 2, 30.5, 60.5, 1),
  ('2026-05-04 11:59:00', '2026-05-04 12:04:00', 'Örgryte', 2, 30.5, 60.5, 1),
  ('2026-05-04 12:00:00', '2026-05-04 12:05:00', 'Örgryte', 2, 30.5, 60.5, 1),
  ('2026-05-04 12:01:00', '2026-05-04 12:06:00', 'Örgryte', 1, 60.5, 60.5, 0),
  ('2026-05-04 11:57:00', '2026-05-04 12:02:00', NULL, 1, 80.0, 80.0, 0),
  ('2026-05-04 11:58:00', '2026-05-04 12:03:00', NULL, 1, 80.0, 80.0, 0),
  ('2026-05-04 11:59:00', '2026-05-04 12:04:00', NULL, 1, 80.0, 80.0, 0),
  ('2026-05-04 12:00:00', '2026-05-04 12:05:00', NULL, 1, 80.0, 80.0, 0),
  ('2026-05-04 12:01:00', '2026-05-04 12:06:00', NULL, 1, 80.0, 80.0, 0);
