using System.Net.Sockets;
using Zrepl.Tests.Support;
using Zrepl.Web.Hosting;

namespace Zrepl.Tests.Web.Hosting;

/// <summary>The control socket as a file: spec config 5.3, H2.</summary>
public sealed class ControlSocketFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Socket => Path.Combine(_directory.Path, "control");

    [Fact]
    public void A_directory_open_to_others_is_refused_B_04()
    {
        File.SetUnixFileMode(_directory.Path, (UnixFileMode)0b111_101_101);
        var failure = Assert.Throws<StartFailedException>(() => ControlSocketFile.Prepare(Socket));
        Assert.StartsWith($"socket directory must not be world-accessible: {_directory.Path} (permissions are 0755)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_directory_is_made_for_the_owner_only()
    {
        ControlSocketFile.Prepare(Path.Combine(_directory.Path, "run", "control"));
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Path.Combine(_directory.Path, "run")));
    }

    [Fact]
    public void A_socket_that_a_dead_daemon_left_is_removed_B_05()
    {
        Leave(Socket);
        ControlSocketFile.Prepare(Socket);
        Assert.False(File.Exists(Socket));
    }

    [Fact]
    public void Another_file_in_its_place_stays_B_05()
    {
        _directory.Write("control", "precious");
        var failure = Assert.Throws<StartFailedException>(() => ControlSocketFile.Prepare(Socket));
        Assert.StartsWith($"unexpected file type at path {Socket}", failure.Message, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(Socket));
    }

    [Fact]
    public void A_path_too_long_for_a_socket_is_told() =>
        Assert.Contains("longer than 107 bytes", Assert.Throws<StartFailedException>(() => ControlSocketFile.Prepare("/run/" + new string('x', 104))).Message, StringComparison.Ordinal);

    // .NET deletes the file of a socket it closes: moved away, it is not found.
    private static void Leave(string path)
    {
        using (var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            socket.Bind(new UnixDomainSocketEndPoint(path + ".alive"));
            File.Move(path + ".alive", path);
        }

        Assert.True(File.Exists(path));
    }
}
