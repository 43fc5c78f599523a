using Zrepl.Engine.Transport;

namespace Zrepl.Web.Hosting;

/// <summary>The unix socket of the control API as a file. Source: spec config 5.3.</summary>
internal static class ControlSocketFile
{
    /// <summary>Makes the directory if it is missing, checks it, and removes a socket that a dead daemon left.</summary>
    /// <exception cref="StartFailedException">The socket cannot be made there.</exception>
    public static void Prepare(string path)
    {
        try
        {
            SocketFile.Prepare(path, "control socket", "global.control.sockpath");
        }
        catch (SocketFileException failure)
        {
            throw new StartFailedException(failure.Message, failure);
        }
    }
}
