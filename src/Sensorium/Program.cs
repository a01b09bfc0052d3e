using Sensorium;
using Sensorium.CommandLine;

return await Invocation.Run(args, new Session(Terminal.OfProcess(), Environment.GetEnvironmentVariables()));
