namespace Zrepl.Web.Components.Pages.Configuration.Protect;

/// <summary>Where copies are to go.</summary>
internal enum Destination
{
    /// <summary>To a sink job that this daemon has already.</summary>
    SinkHere,

    /// <summary>To another pool of this machine, with a sink job of its own.</summary>
    PoolHere,

    /// <summary>To another machine, over TLS.</summary>
    Tls,

    /// <summary>To another machine, through ssh.</summary>
    Ssh,

    /// <summary>To another machine in a network that can be trusted.</summary>
    Tcp,
}
