using System.Globalization;
using Zrepl.Engine.Configuration;

namespace Zrepl.Tests.Support.Ssh;

/// <summary>A script in the place of <c>ssh</c>.</summary>
internal sealed class StandInSsh : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <param name="script">Lines of sh; <c>$here</c> is a directory of its own.</param>
    public StandInSsh(string script) =>
        Program = Executable.Write(Path.Combine(_directory.Path, "ssh"), $"#!/bin/sh\nhere='{_directory.Path}'\necho $$ >\"$here/pid\"\n{script}\n");

    /// <summary>One that runs <c>zrepl stdinserver</c>, as sshd does for a key with a forced command.</summary>
    public static StandInSsh ThatRunsStdinserver(string identity, string configuration) => new($"""
        export DOTNET_ROOT='{ZreplProgram.DotnetRoot}'
        '{ZreplProgram.Path}' stdinserver {identity} --config '{configuration}'
        """);

    public string Program { get; }

    /// <summary>Its process.</summary>
    public int Id => int.Parse(Read("pid"), CultureInfo.InvariantCulture);

    public bool IsRunning
    {
        get
        {
            try
            {
                return !File.ReadAllText($"/proc/{Id}/stat").Contains(") Z", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false; // it has gone, perhaps while its file was read
            }
        }
    }

    /// <summary>What the script wrote into a file of its directory.</summary>
    public string Read(string file) => File.ReadAllText(Path.Combine(_directory.Path, file));

    public ConnectDefinition.SshStdinserver Definition(TimeSpan? dialTimeout = null, params string[] options) =>
        new("backups.example.org", "root", 2222, "/etc/zrepl/id", [.. options], Program, dialTimeout ?? Deadline.OfATest);

    public void Dispose() => _directory.Dispose();
}
