using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.WebUtilities;
using Zrepl.Engine.Configuration;
using Zrepl.Web.Data;
using Zrepl.Web.Hosting;
using Zrepl.Web.Security;

namespace Zrepl.Web.Cli.Users;

/// <summary>
/// <c>zrepl user</c>: who may sign in to the dashboard, for root of the machine: the first administrator without a browser, and the way back in when a
/// password is forgotten or an account locked. Works beside a running daemon, which notices within seconds.
/// </summary>
internal static class UserCommand
{
    public static Command Create(Surroundings surroundings, CommonOptions common)
    {
        var state = new Option<string>("--state")
            { HelpName = "DIR", Description = "state directory of the daemon", DefaultValueFactory = _ => StateDirectory.DefaultPath, Recursive = true };
        var name = new Argument<string>("NAME") { Description = "name of the user" };
        var role = new Option<string>("--role")
            { HelpName = "viewer|operator|administrator", Description = "what they may do", DefaultValueFactory = _ => Role.Administrator.Word() };
        var newRole = new Argument<string>("ROLE") { Description = "viewer, operator or administrator" };
        var generate = new Option<bool>("--generate") { Description = "make a password and print it" };

        return new Command("user", "manage who may sign in to the dashboard")
        {
            state,
            Make("list", "all users", [], (accounts, _, cancellation) => ListAsync(accounts, cancellation)),
            Make("add", "add a user; the password is asked for, or read from the standard input", [name, role, generate],
                async (accounts, parsed, cancellation) =>
            {
                var password = await PasswordAsync(parsed, cancellation);
                // required; has a default
                await accounts.Users.AddAsync(parsed.GetValue(name)!, password, RoleOf(parsed.GetValue(role)!), AccountsOfDaemon.Actor, cancellation);
                await surroundings.Output.WriteLineAsync($"{parsed.GetValue(name)} may sign in as {parsed.GetValue(role)}.");
            }),
            Make("passwd", "set a user's password, unlock the account and end its sessions", [name, generate], async (accounts, parsed, cancellation) =>
            {
                // required
                await accounts.Users.SetPasswordAsync(parsed.GetValue(name)!, await PasswordAsync(parsed, cancellation), AccountsOfDaemon.Actor, cancellation);
                await surroundings.Output.WriteLineAsync($"{parsed.GetValue(name)} has a new password and is signed out everywhere.");
            }),
            Make("role", "give a user another role and end their sessions", [name, newRole], async (accounts, parsed, cancellation) =>
            {
                // both required
                await accounts.Users.SetRoleAsync(parsed.GetValue(name)!, RoleOf(parsed.GetValue(newRole)!), AccountsOfDaemon.Actor, cancellation);
                await surroundings.Output.WriteLineAsync($"{parsed.GetValue(name)} is {parsed.GetValue(newRole)} now.");
            }),
            Make("unlock", "let a user's password be tried again", [name], async (accounts, parsed, cancellation) =>
            {
                await accounts.Users.UnlockAsync(parsed.GetValue(name)!, AccountsOfDaemon.Actor, cancellation); // required
                await surroundings.Output.WriteLineAsync($"{parsed.GetValue(name)} can sign in again.");
            }),
            Make("reset-authenticator", "let a user sign in with the password alone, until they set up an authenticator again", [name], async (accounts, parsed, cancellation) =>
            {
                await accounts.Users.RemoveAuthenticatorAsync(parsed.GetValue(name)!, AccountsOfDaemon.Actor, cancellation); // required
                await surroundings.Output.WriteLineAsync($"{parsed.GetValue(name)} can sign in without an authenticator.");
            }),
            Make("remove", "remove a user with their sessions and tokens", [name], async (accounts, parsed, cancellation) =>
            {
                await accounts.Users.RemoveAsync(parsed.GetValue(name)!, AccountsOfDaemon.Actor, cancellation); // required
                await surroundings.Output.WriteLineAsync($"{parsed.GetValue(name)} is removed.");
            }),
        };

        Command Make(string word, string description, Symbol[] parts, Func<AccountsOfDaemon, ParseResult, CancellationToken, Task> act)
        {
            var command = new Command(word, description);
            foreach (var part in parts)
            {
                if (part is Argument argument) command.Add(argument);
                else command.Add((Option)part);
            }

            command.SetAction(async (parsed, cancellation) =>
            {
                var file = ConfigurationSearch.Find(parsed.GetValue(common.Configuration), out _); // only settings beside it matter here
                await using var accounts = await AccountsOfDaemon.OpenAsync(surroundings, file, Path.GetFullPath(parsed.GetValue(state)!)); // has a default
                try
                {
                    await act(accounts, parsed, cancellation);
                }
                catch (SecurityRefusedException refused)
                {
                    throw new CommandFailedException(refused.Message);
                }
                catch (DatabaseUnavailableException failure)
                {
                    throw new CommandFailedException($"{failure.Message}.");
                }
            });
            return command;
        }

        async Task ListAsync(AccountsOfDaemon accounts, CancellationToken cancellation)
        {
            var users = await accounts.Users.ListAsync(cancellation);
            if (users.IsEmpty) await surroundings.Output.WriteLineAsync("Nobody can sign in yet. Add somebody: zrepl user add NAME");
            foreach (var user in users)
            {
                var last = user.LastSignInAt?.ToString("u", CultureInfo.InvariantCulture) ?? "never";
                var locked = user.LockedUntil is { } until ? $", locked until {until.ToString("u", CultureInfo.InvariantCulture)}" : "";
                await surroundings.Output.WriteLineAsync($"{user.Name,-20} {user.Role.Word(),-14} last signed in {last}{locked}{(user.HasAuthenticator ? ", with an authenticator" : "")}");
            }
        }

        async Task<string> PasswordAsync(ParseResult parsed, CancellationToken cancellation)
        {
            if (!parsed.GetValue(generate)) return await PasswordInput.ReadAsync(surroundings, cancellation);
            var made = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(15));
            await surroundings.Output.WriteLineAsync($"Password: {made}");
            return made;
        }
    }

    private static Role RoleOf(string word) =>
        Roles.Of(word) ?? throw new CommandFailedException($"There is no role \"{word}\": viewer, operator, administrator.");
}
