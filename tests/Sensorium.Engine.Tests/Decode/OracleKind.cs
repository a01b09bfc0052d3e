namespace Sensorium.Engine.Tests.Decode;

internal enum OracleKind
{
    Null,
    Text,
    Number,
    Word,
    Structure,
    BareField,
    QuotedField,
}
