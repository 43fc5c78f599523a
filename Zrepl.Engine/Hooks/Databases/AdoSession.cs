using System.Data;
using System.Data.Common;

namespace Zrepl.Engine.Hooks.Databases;

/// <summary>A session over a driver of .NET's database interface.</summary>
internal sealed class AdoSession : IDatabaseSession
{
    private readonly DbConnection _connection;

    private AdoSession(DbConnection connection) => _connection = connection;

    /// <inheritdoc/>
    public bool IsOpen => _connection.State == ConnectionState.Open;

    /// <summary>Opens a connection, which belongs to the session from then on.</summary>
    public static async Task<IDatabaseSession> OpenAsync(DbConnection connection, CancellationToken cancellation)
    {
        try
        {
            await connection.OpenAsync(cancellation);
            return new AdoSession(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(string statement, CancellationToken cancellation)
    {
        await using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Statements are ours; of the configuration come only settings of the session, by who may configure the daemon.
        command.CommandText = statement;
#pragma warning restore CA2100
        command.CommandTimeout = 0; // the caller limits the time
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
