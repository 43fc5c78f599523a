using Microsoft.Extensions.Time.Testing;
using Zrepl.Engine.Hooks.Databases;

namespace Zrepl.Tests.Engine.Hooks.Databases;

/// <summary>A database that notes what happens: <c>open 1</c>, <c>1: CHECKPOINT</c>, <c>close 1</c>.</summary>
internal sealed class FakeDatabase
{
    private int _sessions;

    public List<string> Events { get; } = [];

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>What a statement comes to.</summary>
    public Func<string, CancellationToken, Task> Does { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>False: connections are lost from now on.</summary>
    public bool IsThere { get; set; } = true;

    public Task<IDatabaseSession> OpenAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Events.Add($"open {++_sessions}");
        return Task.FromResult<IDatabaseSession>(new Session(this, _sessions));
    }

    private sealed class Session(FakeDatabase database, int number) : IDatabaseSession
    {
        public bool IsOpen => database.IsThere;

        public async Task ExecuteAsync(string statement, CancellationToken cancellation)
        {
            database.Events.Add($"{number}: {statement}");
            if (!database.IsThere) throw new IOException("server has gone away");
            await database.Does(statement, cancellation);
        }

        public ValueTask DisposeAsync()
        {
            database.Events.Add($"close {number}");
            return ValueTask.CompletedTask;
        }
    }
}
