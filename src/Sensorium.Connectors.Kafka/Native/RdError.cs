using System.Runtime.InteropServices;

namespace Sensorium.Connectors.Kafka.Native;

/// <summary>What a call of librdkafka answered when it failed.</summary>
/// <param name="Text">librdkafka's own words, in English.</param>
/// <param name="IsFatal">The client can do no more; another one has to be made.</param>
/// <param name="IsRetriable">The same call may be made again.</param>
/// <param name="RequiresAbort">The transaction has to be aborted.</param>
internal readonly record struct RdError(KafkaCode Code, string Text, bool IsFatal, bool IsRetriable, bool RequiresAbort)
{
    /// <summary>The code's name, such as <c>INVALID_TIMESTAMP</c>; those of librdkafka itself begin with an underscore.</summary>
    public string Name => Utf8(LibRdKafka.CodeName(Code));

    /// <summary>Takes an <c>rd_kafka_error_t*</c> over; null where there is none.</summary>
    public static RdError? Take(nint error)
    {
        if (error == 0)
        {
            return null;
        }

        var taken = new RdError(
            LibRdKafka.ErrorCode(error),
            Utf8(LibRdKafka.ErrorText(error)),
            LibRdKafka.ErrorIsFatal(error) != 0,
            LibRdKafka.ErrorIsRetriable(error) != 0,
            LibRdKafka.ErrorRequiresAbort(error) != 0);
        LibRdKafka.ErrorDestroy(error);
        return taken;
    }

    public static RdError Of(KafkaCode code) => new(code, TextOf(code), IsFatal: false, IsRetriable: false, RequiresAbort: false);

    public static string TextOf(KafkaCode code) => Utf8(LibRdKafka.CodeText(code));

    public override string ToString() => $"{Text} ({Name})";

    internal static string Utf8(nint text) => Marshal.PtrToStringUTF8(text) ?? "";
}
