namespace Zrepl.Engine.Configuration;

/// <summary>How an active job reaches the other side. Source: spec config 7.1.</summary>
/// <param name="DialTimeout">More than zero; null: no limit.</param>
public abstract record ConnectDefinition(TimeSpan? DialTimeout)
{
    /// <summary>The word in <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary><c>type: tcp</c>: neither encrypted nor authenticated.</summary>
    /// <param name="Address">The other side.</param>
    /// <param name="DialTimeout">See <see cref="ConnectDefinition"/>.</param>
    public sealed record Tcp(HostPort Address, TimeSpan? DialTimeout) : ConnectDefinition(DialTimeout)
    {
        /// <inheritdoc/>
        public override string Type => "tcp";
    }

    /// <summary><c>type: tls</c>: both sides show certificates.</summary>
    /// <param name="Address">The other side.</param>
    /// <param name="Files">Our certificate and who may sign theirs.</param>
    /// <param name="ServerCommonName">The name their certificate must have.</param>
    /// <param name="DialTimeout">See <see cref="ConnectDefinition"/>.</param>
    public sealed record Tls(HostPort Address, TlsFiles Files, string ServerCommonName, TimeSpan? DialTimeout) : ConnectDefinition(DialTimeout)
    {
        /// <inheritdoc/>
        public override string Type => "tls";
    }

    /// <summary><c>type: ssh+stdinserver</c>: through <c>ssh</c> and <c>zrepl stdinserver</c> on the other side.</summary>
    /// <param name="Host">Host as ssh takes it.</param>
    /// <param name="User">User as ssh takes it.</param>
    /// <param name="Port">1 to 65535.</param>
    /// <param name="IdentityFile">Private key.</param>
    /// <param name="Options">Each becomes <c>-o OPTION</c>.</param>
    /// <param name="SshCommand">The program; <c>ssh</c> by default.</param>
    /// <param name="DialTimeout">See <see cref="ConnectDefinition"/>.</param>
    public sealed record SshStdinserver(
        string Host, string User, int Port, string IdentityFile, ValueList<string> Options, string SshCommand, TimeSpan? DialTimeout)
        : ConnectDefinition(DialTimeout)
    {
        /// <inheritdoc/>
        public override string Type => "ssh+stdinserver";
    }

    /// <summary><c>type: local</c>: another job of this daemon.</summary>
    /// <param name="ListenerName">The name under which that job listens.</param>
    /// <param name="ClientIdentity">Who we are to it.</param>
    /// <param name="DialTimeout">See <see cref="ConnectDefinition"/>.</param>
    public sealed record Local(string ListenerName, ClientIdentity ClientIdentity, TimeSpan? DialTimeout) : ConnectDefinition(DialTimeout)
    {
        /// <inheritdoc/>
        public override string Type => "local";
    }
}
