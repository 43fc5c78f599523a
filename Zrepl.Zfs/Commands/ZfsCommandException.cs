namespace Zrepl.Zfs.Commands;

/// <summary>A command ended with an error. Derived types say what it means; this one is for texts nobody has given a meaning yet.</summary>
public class ZfsCommandException : ZfsException
{
    /// <summary>A failed command, told in the shape peers know (spec A5.1).</summary>
    public ZfsCommandException(ZfsCommand command, CommandExit exit, string errorText)
        : this(command, exit, errorText, $"zfs exited with error: {exit}\nstderr:\n{errorText.TrimEnd()}") { }

    /// <summary>A failed command with a message of its own.</summary>
    protected ZfsCommandException(ZfsCommand command, CommandExit exit, string errorText, string message)
        : base(message)
    {
        Command = command;
        Exit = exit;
        ErrorText = errorText;
    }

    /// <summary>The command.</summary>
    public ZfsCommand Command { get; }

    /// <summary>How it ended.</summary>
    public CommandExit Exit { get; }

    /// <summary>Its standard error.</summary>
    public string ErrorText { get; }
}
