namespace Sensorium.Streams;

public enum AppendOutcome
{
    /// <summary>On the disk.</summary>
    Appended,

    /// <summary>On the disk since an earlier try; the result tells where.</summary>
    Duplicate,

    /// <summary>Refused for now: too much waits for the disk, or the size limit is reached and a pipeline holds what could go.</summary>
    Full,

    /// <summary>Refused: the disk has no room.</summary>
    DiskFull,

    /// <summary>Refused: a record, or the batch, is over its limit.</summary>
    TooLarge,

    /// <summary>Refused: older than what is remembered of the producer, so that a retry cannot be told from new records.</summary>
    SequenceTooOld,

    /// <summary>Refused: the sequence is that of another batch, which has another number of records.</summary>
    SequenceReused,

    /// <summary>Refused: the disk failed. Whether the records are there is not known before the log is opened again.</summary>
    StorageFailed,
}
