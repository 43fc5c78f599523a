namespace Zrepl.Zfs.Commands;

/// <summary>The operating system refused the argument vector (E2BIG): one argument over 128 KiB on Linux, or all over about 2 MiB (spec A1.9).</summary>
public sealed class ArgumentListTooLongException(ZfsCommand command)
    : ZfsException($"'{command}': the argument list is too long for the operating system.");
