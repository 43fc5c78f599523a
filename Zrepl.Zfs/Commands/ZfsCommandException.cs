namespace Zrepl.Zfs.Commands;

/// <summary>A command ended with an error. Derived types say what it means; this one is for texts without a type of their own.</summary>
/// <remarks>Only <c>Zrepl.Zfs.Errors</c> reads error texts and makes these.</remarks>
public class ZfsCommandException : ZfsException
{
    private readonly FailureCategory _category;
    private readonly string? _hint;

    /// <summary>A failed command, told in the shape peers know and operators search for (spec A5.1), or with a message of its own.</summary>
    public ZfsCommandException(
        CommandResult result, string? message = null, FailureCategory category = FailureCategory.Permanent, string? hint = null)
        : base(message ?? $"zfs exited with error: {result.Exit}\nstderr:\n{result.ErrorText.TrimEnd()}")
    {
        Result = result;
        _category = category;
        _hint = hint;
    }

    /// <summary>The command with its exit and its texts.</summary>
    public CommandResult Result { get; }

    /// <inheritdoc/>
    public override FailureCategory Category => _category;

    /// <inheritdoc/>
    public override string? Hint => _hint;
}
