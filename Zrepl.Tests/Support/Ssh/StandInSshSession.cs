namespace Zrepl.Tests.Support.Ssh;

/// <summary>A client of ssh+stdinserver whose ssh is a script that runs the real <c>zrepl stdinserver</c>, and where that looks for its daemon.</summary>
internal sealed class StandInSshSession : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StandInSsh _ssh;

    /// <param name="identity">Who the client is.</param>
    public StandInSshSession(string identity) => _ssh = StandInSsh.ThatRunsStdinserver(identity, _directory.Write("zrepl.yml", $$"""
        global: {serve: {stdinserver: {sockdir: "{{Sockets}}"} } }
        jobs: []
        """));

    /// <summary><c>ssh_command</c> of the client.</summary>
    public string Program => _ssh.Program;

    /// <summary><c>global.serve.stdinserver.sockdir</c> of the daemon.</summary>
    public string Sockets => Path.Combine(_directory.Path, "sockets");

    public void Dispose()
    {
        _ssh.Dispose();
        _directory.Dispose();
    }
}
