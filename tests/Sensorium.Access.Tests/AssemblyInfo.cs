// File modes are Unix'.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
