using Zrepl.Zfs.Commands;

namespace Zrepl.Tests.Support;

/// <summary>
/// A shell script that plays <c>zfs</c>, run by the real process runner: for streams, deaths and signals. <c>$1</c> is the verb; the script
/// starts in <see cref="Folder"/>.
/// </summary>
internal sealed class ShellZfs : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public ShellZfs(string script)
    {
        var path = Executable.Write(Path.Combine(_directory.Path, "zfs"), $"#!/bin/sh\ncd '{_directory.Path}'\n{script}\n");
        Runner = new ZfsProcessRunner(new ZfsBinaries(path, path));
    }

    public IZfsCommandRunner Runner { get; }

    public string Folder => _directory.Path;

    public void Dispose() => _directory.Dispose();
}
