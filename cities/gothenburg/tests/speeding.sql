TEST 'ten seconds above 75 in a zone are speeding, until it slows down';
GIVEN vehicles (device_id, location, speed, event_time) VALUES
  ('car_1', '57.6676, 12.01', 80, '2026-05-04 12:00:00'),
  ('car_1', '57.6676, 12.01', 82, '2026-05-04 12:00:10'),
  ('car_1', '57.6676, 12.01', 70, '2026-05-04 12:00:20'),
  ('car_1', '57.6676, 12.01', 60, '2026-05-04 12:00:30');
EXPECT speeding (event, key, event_time, details) VALUES
  ('raised', '{"device_id":"car_1"}', '2026-05-04 12:00:10', '{"device_id":"car_1","zone":"Örgryte","speed":82,"event_time":"2026-05-04T12:00:10Z"}'),
  ('cleared', '{"device_id":"car_1"}', '2026-05-04 12:00:30', '{"device_id":"car_1","zone":"Örgryte","speed":60,"event_time":"2026-05-04T12:00:30Z"}');

TEST 'outside the city a car may drive fast';
GIVEN vehicles (device_id, location, speed, event_time) VALUES
  ('car_1', '60, 11', 120, '2026-05-04 12:00:00'),
  ('car_1', '60, 11', 120, '2026-05-04 12:01:00');
EXPECT NO ROWS IN speeding;
