namespace Zrepl.Zfs.Commands;

/// <summary>What an operator can expect of a failure (spec B10).</summary>
public enum FailureCategory
{
    /// <summary>The same call can succeed later although no operator acted.</summary>
    Temporary,

    /// <summary>An operator has to do something outside of zrepl: load a key, free space, release a hold, roll back.</summary>
    NeedsAction,

    /// <summary>Repeating the call cannot help; the configuration or the data has to change.</summary>
    Permanent,
}

/// <summary>The root of everything that can go wrong with ZFS. Messages name the dataset, the reason and, where known, what to do next.</summary>
public abstract class ZfsException : Exception
{
    /// <summary>A failure with its message.</summary>
    protected ZfsException(string message) : base(message) { }

    /// <summary>A failure with its message and cause.</summary>
    protected ZfsException(string message, Exception? inner) : base(message, inner) { }

    /// <summary>Whether waiting, an operator or only a change helps.</summary>
    public virtual FailureCategory Category => FailureCategory.Permanent;

    /// <summary>What the operator can do next, in a sentence, or null.</summary>
    public virtual string? Hint => null;
}
