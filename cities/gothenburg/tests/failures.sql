TEST 'a failure that is reported again within five minutes is one failure';
GIVEN failures_reported (device_id, incident_id, type, location, description, num_failures, event_time) VALUES
  ('car_1', 'i1', 'suspension', '57.7, 11.97', '3 suspensions: wrong way taken', 3, '2026-05-04 12:00:00'),
  ('car_1', 'i2', 'suspension', '57.7, 11.97', '1 suspensions: failure to stop', 1, '2026-05-04 12:05:00'),
  ('car_1', 'i3', 'suspension', '57.7, 11.97', '2 suspensions: failure to stop', 2, '2026-05-04 12:05:01'),
  ('car_2', 'i4', 'suspension', NULL, NULL, NULL, '2026-05-04 12:05:01'),
  ('car_1', 'i5', 'engine', '57.7, 11.97', NULL, 1, '2026-05-04 12:05:02');
EXPECT failures (event_time, device_id, incident_id, type, num_failures, latitude) VALUES
  ('2026-05-04 12:00:00', 'car_1', 'i1', 'suspension', 3, 57.7),
  ('2026-05-04 12:05:01', 'car_1', 'i3', 'suspension', 2, 57.7),
  ('2026-05-04 12:05:01', 'car_2', 'i4', 'suspension', NULL, NULL),
  ('2026-05-04 12:05:02', 'car_1', 'i5', 'engine', 1, 57.7);
