namespace Zrepl.Zfs.Commands;

/// <summary>A command succeeded but its output is not what we know how to read. Nothing is guessed; the line is shown.</summary>
public sealed class UnexpectedOutputException(ZfsCommand command, string problem)
    : ZfsException($"'{command}' gave unexpected output: {problem}");
