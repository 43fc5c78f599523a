using Zrepl.Zfs.Commands;

namespace Zrepl.Zfs.Send;

/// <summary>Why a send is refused before it begins (spec A12.3).</summary>
public enum SendRefusal
{
    /// <summary>A version is missing or is another one than named.</summary>
    Version,

    /// <summary>The job wants encrypted sends only and the dataset is not encrypted.</summary>
    NotEncrypted,

    /// <summary>The job sends raw without allowing encrypted sends, and the dataset is encrypted.</summary>
    RawOfEncrypted,

    /// <summary>Whether the dataset is encrypted could not be found out.</summary>
    EncryptionUnknown,

    /// <summary>This ZFS has no raw sends.</summary>
    RawNotSupported,

    /// <summary>The resume token speaks of another dataset.</summary>
    TokenFilesystem,

    /// <summary>The resume token speaks of other snapshots.</summary>
    TokenVersion,

    /// <summary>The resume token would send unencrypted although the job wants encryption.</summary>
    TokenEncryptionNotSet,

    /// <summary>The resume token would send encrypted although the job does not want that.</summary>
    TokenEncryptionSet,
}

/// <summary>A send that would break the job's policy, or that does not fit what is on disk. Nothing was started.</summary>
public sealed class SendRefusedException(SendRefusal refusal, string message) : ZfsException(message)
{
    /// <summary>Why.</summary>
    public SendRefusal Refusal => refusal;

    /// <summary>True if the token is the reason: a fresh step can still work.</summary>
    public bool IsAboutToken => refusal >= SendRefusal.TokenFilesystem;
}
