package live

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	// Redis either answers quickly or is away.
	redisTimeout = time.Second
	// Pause between two attempts to reach it.
	redisAgain = 250 * time.Millisecond
)

// Redis is a Bus over the pub/sub of a Redis server, or of a cluster from Redis
// 7 on, where the channels are sharded. It connects on demand, and reconnects when
// contact is lost.
type Redis struct {
	client  redis.UniversalClient
	sharded bool
}

var _ Bus = (*Redis)(nil)

// NewRedis returns a Bus over the Redis at an address such as
// redis://user:password@host:6379, rediss://… or unix:///path/redis.sock. An address
// that names nodes, as in redis://host:6379?addr=other:6379, means a cluster. The
// error is about the address only; NewRedis does not connect.
func NewRedis(address string) (*Redis, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("the address of Redis cannot be read") // it may have a password in it
	}
	redis.SetLogger(silent{}) // everything that matters is returned as an error
	none := &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	if u.Query().Has("addr") {
		o, err := redis.ParseClusterURL(address)
		if err != nil {
			return nil, fmt.Errorf("reading the address of a Redis cluster: %w", withoutAddress(err))
		}
		o.DialTimeout, o.ReadTimeout, o.WriteTimeout = redisTimeout, redisTimeout, redisTimeout
		o.Protocol, o.DisableIdentity, o.MaintNotificationsConfig, o.ContextTimeoutEnabled = 2, true, none, true
		o.MaxRetries, o.DialerRetries = -1, 1
		return &Redis{redis.NewClusterClient(o), true}, nil
	}
	o, err := redis.ParseURL(address)
	if err != nil {
		return nil, fmt.Errorf("reading the address of Redis: %w", withoutAddress(err))
	}
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = redisTimeout, redisTimeout, redisTimeout
	o.Protocol, o.DisableIdentity, o.MaintNotificationsConfig, o.ContextTimeoutEnabled = 2, true, none, true
	o.MaxRetries, o.DialerRetries = -1, 1
	return &Redis{redis.NewClient(o), false}, nil
}

// withoutAddress removes the address from an error, because it may have a password.
func withoutAddress(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}

var errPassword = errors.New("NOAUTH: it wants a password, and its address here has none")

// explain maps two answers of Redis to one error: if the password is missing, Redis
// answers a long command by saying that it is too long.
func explain(err error) error {
	if text := err.Error(); strings.HasPrefix(text, "NOAUTH") || strings.Contains(text, "unauthenticated") {
		return errPassword
	}
	return err
}

// silent drops what the client would log.
type silent struct{}

func (silent) Printf(context.Context, string, ...any) {}

// Close gives up all connections.
func (r *Redis) Close() error { return r.client.Close() }

// Publish sends letters in one round trip, or in a cluster one per node.
func (r *Redis) Publish(ctx context.Context, letters []Letter) error {
	pipe := r.client.Pipeline()
	for _, l := range letters {
		if r.sharded {
			pipe.SPublish(ctx, redisChannel(l.Channel), l.Data)
		} else {
			pipe.Publish(ctx, redisChannel(l.Channel), l.Data)
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("publishing to Redis: %w", explain(err))
	}
	return nil
}

// Listen hears all channels over one connection, in a cluster over one each.
func (r *Redis) Listen(ctx context.Context, ear Ear) {
	var all []int
	var listening sync.WaitGroup
	for channel := range Channels {
		if all = append(all, channel); r.sharded {
			listening.Go(func() { r.keepListening(ctx, ear, channel) })
		}
	}
	if !r.sharded {
		r.keepListening(ctx, ear, all...)
	}
	listening.Wait()
}

func (r *Redis) keepListening(ctx context.Context, ear Ear, channels ...int) {
	for {
		err := r.listen(ctx, ear, channels)
		if ctx.Err() != nil {
			return // nothing was lost
		}
		for _, channel := range channels {
			ear.Lost(channel, err)
		}
		select {
		case <-time.After(redisAgain):
		case <-ctx.Done():
		}
	}
}

// listen hears channels until contact is lost. The client itself would reconnect
// silently, and the letters sent meanwhile would be missing.
func (r *Redis) listen(ctx context.Context, ear Ear, channels []int) error {
	names := make([]string, len(channels))
	for i, channel := range channels {
		names[i] = redisChannel(channel)
	}
	var sub *redis.PubSub
	if r.sharded {
		sub = r.client.SSubscribe(ctx, names...)
	} else {
		sub = r.client.Subscribe(ctx, names...)
	}
	defer sub.Close()
	defer context.AfterFunc(ctx, func() { _ = sub.Close() })() // otherwise Receive would not end with ctx
	for answered := 0; ; {
		wait := redisTimeout
		if answered == len(channels) {
			wait = 0 // for ever
		}
		got, err := sub.ReceiveTimeout(ctx, wait)
		if err != nil {
			return fmt.Errorf("listening to Redis: %w", explain(err))
		}
		switch m := got.(type) {
		case *redis.Message:
			if channel, ok := channelNamed(m.Channel); ok {
				ear.Heard(Letter{channel, []byte(m.Payload)})
			}
		case *redis.Subscription:
			channel, ok := channelNamed(m.Channel)
			if !ok || !strings.HasSuffix(m.Kind, "subscribe") || strings.Contains(m.Kind, "unsubscribe") {
				return fmt.Errorf("listening to Redis: %s", m) // the node gave the channel away
			}
			answered++
			ear.Joined(channel)
		}
	}
}

// The braces spread the channels over a cluster's slots.
func redisChannel(channel int) string { return "kibitz:{" + strconv.Itoa(channel) + "}" }

func channelNamed(name string) (channel int, ok bool) {
	number, ok := strings.CutPrefix(strings.TrimSuffix(name, "}"), "kibitz:{")
	channel, err := strconv.Atoi(number)
	return channel, ok && err == nil && channel >= 0 && channel < Channels
}
