namespace Sensorium.Pipelines.Tests.Decode;

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
