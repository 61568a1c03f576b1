// A client that nobody wrote for the demo: what a controller, an operator's tool or an editor does with client-go. It does
// everything once and prints a line about each; the test reads them.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/pager"
	"k8s.io/client-go/tools/portforward"
	"k8s.io/client-go/tools/remotecommand"
	"k8s.io/client-go/transport/spdy"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/httpstream"
)

const namespace = "default"

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	config, err := clientcmd.BuildConfigFromFlags("", os.Args[1])
	check(err)
	if len(os.Args) > 2 {
		config.ContentType = os.Args[2]
	}
	client, err := kubernetes.NewForConfig(config)
	check(err)
	pods := client.CoreV1().Pods(namespace)

	version, err := client.Discovery().ServerVersion()
	check(err)
	say("version", version.GitVersion)

	seen := make(chan string, 100)
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	informer := factory.Core().V1().Pods().Informer()
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(object any) {
			if pod := object.(*corev1.Pod); pod.Name == "visitor" {
				seen <- "added"
			}
		},
		UpdateFunc: func(_, object any) {
			if pod := object.(*corev1.Pod); pod.Name == "visitor" && ready(pod) && pod.DeletionTimestamp == nil {
				seen <- "ready"
			}
		},
		DeleteFunc: func(object any) {
			if pod, ok := object.(*corev1.Pod); ok && pod.Name == "visitor" {
				seen <- "deleted"
			}
		},
	})
	check(err)
	factory.Start(ctx.Done())
	for _, ok := range factory.WaitForCacheSync(ctx.Done()) {
		say("informer synced", ok)
	}

	watcher, err := pods.Watch(ctx, metav1.ListOptions{FieldSelector: "metadata.name=visitor"})
	check(err)
	_, err = pods.Create(ctx, &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: "visitor", Labels: map[string]string{"app": "visitor"}},
		Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "web", Image: "nginx"}}},
	}, metav1.CreateOptions{})
	check(err)
	first := <-watcher.ResultChan()
	say("watch", first.Type, first.Object.(*corev1.Pod).Name)
	watcher.Stop()
	until(seen, "added")
	until(seen, "ready")
	say("informer", "added, ready")

	pages := 0
	all := 0
	each := pager.New(func(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
		pages++
		return client.CoreV1().Pods("").List(ctx, options)
	})
	each.PageSize = 3
	check(each.EachListItem(ctx, metav1.ListOptions{}, func(runtime.Object) error { all++; return nil }))
	whole, err := client.CoreV1().Pods("").List(ctx, metav1.ListOptions{})
	check(err)
	say("pages", pages > 1, all == len(whole.Items))

	patched, err := pods.Patch(ctx, "visitor", types.StrategicMergePatchType,
		[]byte(`{"metadata":{"labels":{"tier":"guest"}}}`), metav1.PatchOptions{})
	check(err)
	say("patch", patched.Labels["app"], patched.Labels["tier"])

	stale := patched.DeepCopy()
	stale.ResourceVersion = "1"
	_, err = pods.Update(ctx, stale, metav1.UpdateOptions{})
	say("stale update", apierrors.IsConflict(err))
	_, err = pods.Get(ctx, "nobody", metav1.GetOptions{})
	say("missing", apierrors.IsNotFound(err))

	text, err := pods.GetLogs("visitor", &corev1.PodLogOptions{Container: "web"}).DoRaw(ctx)
	check(err)
	say("logs", strings.SplitN(string(text), "\n", 2)[0])

	say("exec", strings.TrimSpace(execute(ctx, config, client, "hostname")))
	say("forwarded", forwarded(config, client))

	check(pods.EvictV1(ctx, &policyv1.Eviction{ObjectMeta: metav1.ObjectMeta{Name: "visitor", Namespace: namespace}}))
	until(seen, "deleted")
	say("informer", "deleted")
	_, inStore, err := informer.GetStore().GetByKey(namespace + "/visitor")
	check(err)
	say("in the store", inStore)
}

func execute(ctx context.Context, config *rest.Config, client kubernetes.Interface, command ...string) string {
	request := client.CoreV1().RESTClient().Post().Resource("pods").Namespace(namespace).Name("visitor").SubResource("exec").
		VersionedParams(&corev1.PodExecOptions{Container: "web", Command: command, Stdout: true, Stderr: true}, scheme.ParameterCodec)
	websocket, err := remotecommand.NewWebSocketExecutor(config, http.MethodGet, request.URL().String())
	check(err)
	overSpdy, err := remotecommand.NewSPDYExecutor(config, http.MethodPost, request.URL())
	check(err)
	var outputs []string
	fallback, err := remotecommand.NewFallbackExecutor(websocket, overSpdy, httpstream.IsUpgradeFailure)
	check(err)
	for _, executor := range []remotecommand.Executor{fallback, overSpdy} {
		var out bytes.Buffer
		check(executor.StreamWithContext(ctx, remotecommand.StreamOptions{Stdout: &out, Stderr: io.Discard}))
		outputs = append(outputs, strings.TrimSpace(out.String()))
	}
	return strings.Join(outputs, " ")
}

func forwarded(config *rest.Config, client kubernetes.Interface) string {
	url := client.CoreV1().RESTClient().Post().Resource("pods").Namespace(namespace).Name("visitor").SubResource("portforward").URL()
	transport, upgrader, err := spdy.RoundTripperFor(config)
	check(err)
	dialer := spdy.NewDialer(upgrader, &http.Client{Transport: transport}, http.MethodPost, url)
	stop, ready := make(chan struct{}), make(chan struct{})
	defer close(stop)
	forwarder, err := portforward.New(dialer, []string{"0:80"}, stop, ready, io.Discard, os.Stderr)
	check(err)
	go func() { check(forwarder.ForwardPorts()) }()
	<-ready
	ports, err := forwarder.GetPorts()
	check(err)
	answer, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/", ports[0].Local))
	check(err)
	body, err := io.ReadAll(answer.Body)
	check(err)
	return fmt.Sprint(answer.StatusCode, " ", strings.TrimSpace(string(body)))
}

func ready(pod *corev1.Pod) bool {
	for _, condition := range pod.Status.Conditions {
		if condition.Type == corev1.PodReady {
			return condition.Status == corev1.ConditionTrue
		}
	}
	return false
}

func until(seen <-chan string, wanted string) {
	for word := range seen {
		if word == wanted {
			return
		}
	}
}

func say(what string, values ...any) {
	fmt.Println(what+":", strings.TrimSpace(fmt.Sprintln(values...)))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
