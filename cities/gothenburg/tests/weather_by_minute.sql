TEST 'the weather of a minute over all stations';
GIVEN weather JSON '
{"id": "s1", "temperature": 10, "weatherCondition": "Rain", "windSpeed": 20, "humidity": 80, "airQualityIndex": 40, "timestamp": "2026-05-04T12:00:00Z"}
{"id": "s2", "temperature": 12, "weatherCondition": "Cloudy", "windSpeed": 30, "humidity": 90, "airQualityIndex": 60, "timestamp": "2026-05-04T12:00:59Z"}
{"id": "s1", "temperature": 11, "weatherCondition": "Rain", "windSpeed": 10, "humidity": 70, "airQualityIndex": 50, "timestamp": "2026-05-04T12:01:00Z"}
';
EXPECT weather_by_minute (window_start, readings, mean_temperature, mean_wind, mean_humidity, worst_air) VALUES
  ('2026-05-04 12:00:00', 2, 11.0, 25.0, 85.0, 60),
  ('2026-05-04 12:01:00', 1, 11.0, 10.0, 70.0, 50);
