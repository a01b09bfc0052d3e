using Sensorium.CommandLine;

return await Invocation.Run(args);
