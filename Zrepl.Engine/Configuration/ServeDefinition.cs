namespace Zrepl.Engine.Configuration;

/// <summary>How clients reach a passive job, and how they are told apart. Source: spec config 7.2.</summary>
public abstract record ServeDefinition
{
    private ServeDefinition() { }

    /// <summary>The word in <c>type</c>.</summary>
    public abstract string Type { get; }

    /// <summary>The identities that clients can have, as far as the file names them; those made of an address are not among them.</summary>
    public abstract IEnumerable<ClientIdentity> KnownIdentities { get; }

    /// <summary>True if a client may have that identity.</summary>
    public virtual bool Admits(ClientIdentity identity) => KnownIdentities.Contains(identity);

    /// <summary><c>type: tcp</c>: clients are known by their address only.</summary>
    /// <param name="Listen">Where to listen.</param>
    /// <param name="ListenFreebind">True to listen on an address the machine does not have yet.</param>
    /// <param name="Clients">Who may connect.</param>
    public sealed record Tcp(HostPort Listen, bool ListenFreebind, TcpClientMap Clients) : ServeDefinition
    {
        /// <inheritdoc/>
        public override string Type => "tcp";

        /// <inheritdoc/>
        public override IEnumerable<ClientIdentity> KnownIdentities => Clients.KnownIdentities;

        /// <inheritdoc/>
        public override bool Admits(ClientIdentity identity) => Clients.CanBe(identity);
    }

    /// <summary><c>type: tls</c>: clients are known by the common name of their certificate.</summary>
    /// <param name="Listen">Where to listen.</param>
    /// <param name="ListenFreebind">True to listen on an address the machine does not have yet.</param>
    /// <param name="Files">Our certificate and who may sign theirs.</param>
    /// <param name="ClientCommonNames">Who may connect.</param>
    /// <param name="HandshakeTimeout">More than zero; null: no limit.</param>
    public sealed record Tls(
        HostPort Listen, bool ListenFreebind, TlsFiles Files, ValueList<ClientIdentity> ClientCommonNames, TimeSpan? HandshakeTimeout)
        : ServeDefinition
    {
        /// <inheritdoc/>
        public override string Type => "tls";

        /// <inheritdoc/>
        public override IEnumerable<ClientIdentity> KnownIdentities => ClientCommonNames;
    }

    /// <summary><c>type: stdinserver</c>: clients come through ssh; each identity has a Unix socket.</summary>
    /// <param name="ClientIdentities">Who may connect.</param>
    public sealed record Stdinserver(ValueList<ClientIdentity> ClientIdentities) : ServeDefinition
    {
        /// <inheritdoc/>
        public override string Type => "stdinserver";

        /// <inheritdoc/>
        public override IEnumerable<ClientIdentity> KnownIdentities => ClientIdentities;
    }

    /// <summary><c>type: local</c>: jobs of this daemon; their <c>connect</c> says who they are.</summary>
    /// <param name="ListenerName">The name to listen under.</param>
    public sealed record Local(string ListenerName) : ServeDefinition
    {
        /// <inheritdoc/>
        public override string Type => "local";

        /// <inheritdoc/>
        public override IEnumerable<ClientIdentity> KnownIdentities => [];

        /// <inheritdoc/>
        public override bool Admits(ClientIdentity identity) => true;
    }
}
