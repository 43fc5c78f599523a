namespace Zrepl.Engine.Hooks.Databases;

/// <summary>One connection to a database, nobody else's and of no pool; closing it gives back whatever it holds, locks included.</summary>
internal interface IDatabaseSession : IAsyncDisposable
{
    /// <summary>False once the connection was lost.</summary>
    bool IsOpen { get; }

    /// <summary>Runs a statement; what it returns is dropped.</summary>
    /// <exception cref="System.Data.Common.DbException">The database refused it, or the connection broke.</exception>
    Task ExecuteAsync(string statement, CancellationToken cancellation);
}

/// <summary>Opens a connection.</summary>
/// <param name="cancellation">Ends the attempt.</param>
internal delegate Task<IDatabaseSession> OpenDatabase(CancellationToken cancellation);
